// Datagrams to a socket of this machine, as a JavaScript function: Node has none.
#pragma once

#include <napi.h>

namespace switchyard::addon {

// sendDatagram(address: string, text: string): sends it to a Unix datagram socket; an address that starts
// with @ is one of Linux's abstract names. Returns 0, or the errno of what failed. Never waits.
Napi::Value send_datagram(const Napi::CallbackInfo& info);

}  // namespace switchyard::addon
