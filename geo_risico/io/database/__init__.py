"""The shared PostGIS of an organisation: tables read as layers, releases written as versioned tables.

psycopg is the one driver: it quotes names and values, reads ``PG*``, pg_service.conf and .pgpass as every tool of
PostgreSQL does, and both reads and writes through COPY. ADBC gives Arrow about twice as fast (4 against 8 seconds for
500,000 panden), but has no quoting of names, no deadline on a server that falls silent and no COPY for writing, so
that a second driver would be needed beside it.
"""
