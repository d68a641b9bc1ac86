"""Prints what comes to a Unix datagram socket, a line of JSON each. An address that starts with @ is abstract."""
import json
import socket
import sys

address = sys.argv[1]
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind("\0" + address[1:] if address.startswith("@") else address)
print(json.dumps("listening"), flush=True)
while True:
    print(json.dumps(server.recv(65536).decode()), flush=True)
