"""DynamoDB's tables in memory, many times as fast as moto: what a hundred thousand rows need to be tried at all.

It speaks the part of the protocol that Dashspot uses and refuses everything else; a test holds it against moto.
"""
