#include "profiles/profile.hpp"

namespace portolan::profiles {
namespace {

template <typename T>
const T* find_id(const std::vector<T>& items, std::string_view wanted) {
    for (const T& item : items)
        if (item.id == wanted) return &item;
    return nullptr;
}

}  // namespace

const Role* Profile::role(std::string_view wanted) const {
    return find_id(roles, wanted);
}
const Option* Profile::option(std::string_view wanted) const {
    return find_id(options, wanted);
}
const Parameter* Profile::parameter(std::string_view wanted) const {
    return find_id(parameters, wanted);
}
const Requirement* Profile::requirement(std::string_view wanted) const {
    return find_id(requirements, wanted);
}

}  // namespace portolan::profiles
