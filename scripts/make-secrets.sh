#!/bin/sh
# Writes the secrets that compose.yaml wants into a new file, for its owner only: sh scripts/make-secrets.sh [FILE], by default .env
# Hexadecimal digits: they mean the same in an address, in a connection string and as base64.
# A file that is there stays: what was made with its secrets cannot be opened with others.
set -euC
umask 077
for name in SECRET POSTGRES_PASSWORD STORAGE_KEY; do
  echo "$name=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
done > "${1:-.env}"
