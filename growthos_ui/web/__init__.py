"""What stands between the network and the app: the gate, its sockets, the headers of every answer, health."""
