#!/bin/sh
# Prints the secrets that compose.yaml wants, new ones each time: sh scripts/make-secrets.sh > .env
# Hexadecimal digits: they mean the same in an address, in a connection string and as base64.
set -eu
umask 077
for name in SECRET POSTGRES_PASSWORD STORAGE_KEY; do
  echo "$name=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
done
