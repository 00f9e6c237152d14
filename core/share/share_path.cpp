#include "core/base/detached_calls.h"
#include "core/share/share_folder.h"

namespace medveil::share {

SharePath::SharePath(std::string_view component) {
    *this = SharePath() / component;
}

SharePath SharePath::operator/(std::string_view component) const {
    SharePath result = *this;
    if (component.empty() || component == "." || component == ".." ||
        component.find_first_of(std::string_view("/\0", 2)) != std::string_view::npos)
        result.m_valid = false;
    if (!result.m_text.empty())
        result.m_text += '/';
    result.m_text += component;
    return result;
}

SharePath SharePath::parent() const {
    SharePath result = *this;
    const auto slash = m_text.rfind('/');
    result.m_text.resize(slash == std::string::npos ? 0 : slash);
    return result;
}

std::string SharePath::name() const {
    const auto slash = m_text.rfind('/');
    return slash == std::string::npos ? m_text : m_text.substr(slash + 1);
}

base::Result<ShareFolder::Infos> ShareFolder::infos(const SharePath& folder,
                                                    const std::vector<std::string>& names) {
    Infos all;
    all.reserve(names.size());
    for (const auto& name : names) {
        auto one = info(folder / name);
        if (!one && base::isUnanswered(one.error()))
            return base::fail(std::move(one).error());
        all.push_back(one ? std::optional(*one) : std::nullopt);
    }
    return all;
}

}  // namespace medveil::share
