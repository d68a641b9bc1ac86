// Known answers from test/vectors, by file name.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace switchyard::test {

inline nlohmann::json load_vectors(const std::string& name) {
  std::ifstream file(std::string(SY_VECTORS) + "/" + name + ".json");
  if (!file) throw std::runtime_error("no vector file " + name);
  return nlohmann::json::parse(file);
}

}  // namespace switchyard::test
