# The plugin for FPGA cards: XRT and a reader of JSON. AMD's packages install XRT under /opt/xilinx/xrt, Debian's
# under /usr with the headers in a folder of their own.
set(XRT_FOUND FALSE)
if(SWITCHYARD_XRT)
  find_path(XRT_INCLUDE_DIR xrt/xrt_device.h
    PATHS $ENV{XILINX_XRT}/include /opt/xilinx/xrt/include /usr/include PATH_SUFFIXES xrt)
  find_library(XRT_COREUTIL_LIBRARY xrt_coreutil PATHS $ENV{XILINX_XRT}/lib /opt/xilinx/xrt/lib)
  find_path(XRT_UUID_INCLUDE_DIR uuid/uuid.h)
  find_path(JSON_INCLUDE nlohmann/json.hpp)
  if(XRT_INCLUDE_DIR AND XRT_COREUTIL_LIBRARY AND XRT_UUID_INCLUDE_DIR AND JSON_INCLUDE)
    set(XRT_FOUND TRUE)
  endif()
endif()
