"""``make cluster``: the platform on several machines, in network namespaces, while machines die and lines are cut.

Three machines with PostgreSQL, Patroni and etcd, two with the program, pgbouncer and haproxy, files in a bucket; the
configuration is that of ``deploy/cluster``, with other folders and smaller memory.
"""
