#ifdef FILE_SESSIONS_PEERS

#include "CFileSessionsPeers.h"

#include <string.h>

enum { LETTERS = 16, INDEX_SIZE = 8 };

static uint64_t mix(uint64_t bits) {
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  return bits ^ bits >> 31;
}

void file_sessions_peer_id(uint64_t index, uint8_t *id) {
  for (uint64_t part = 0; part < FILE_SESSIONS_PEER_ID_SIZE / 8; part++) {
    uint64_t word = mix(index * 4 + part + 0x9e3779b97f4a7c15);
    memcpy(id + part * 8, &word, 8);
  }
}

static void write_letters(uint64_t number, uint8_t *bytes) {
  for (int place = INDEX_SIZE - 1; place >= 0; place--, number /= LETTERS) bytes[place] = 'a' + number % LETTERS;
}

static uint64_t read_letters(const uint8_t *bytes) {
  uint64_t number = 0;
  for (int place = 0; place < INDEX_SIZE; place++) number = number * LETTERS + (uint64_t)(bytes[place] - 'a');
  return number;
}

static uint8_t filler(size_t place) { return (uint8_t)('a' + place % 26); }

void file_sessions_peer_payload(uint64_t index, uint8_t *bytes, size_t size) {
  file_sessions_peer_sign(index, 0, bytes);
  for (size_t place = FILE_SESSIONS_PEER_SMALLEST_PAYLOAD; place < size; place++) bytes[place] = filler(place);
}

void file_sessions_peer_sign(uint64_t index, uint64_t stamp, uint8_t *bytes) {
  write_letters(index, bytes);
  write_letters(0, bytes + INDEX_SIZE);
  write_letters(stamp, bytes + 2 * INDEX_SIZE);
}

void file_sessions_peer_count(uint8_t *bytes) {
  for (int place = 2 * INDEX_SIZE - 1; place >= INDEX_SIZE; place--) {
    if (bytes[place] != 'a' + LETTERS - 1) {
      bytes[place]++;
      return;
    }
    bytes[place] = 'a';
  }
}

uint64_t file_sessions_peer_counted(const uint8_t *bytes) { return read_letters(bytes + INDEX_SIZE); }

int file_sessions_peer_is_payload(uint64_t index, const uint8_t *bytes, size_t length, size_t size, int thoroughly) {
  if (length != size || read_letters(bytes) != index) return 0;
  if (!thoroughly) return 1;
  for (size_t place = FILE_SESSIONS_PEER_SMALLEST_PAYLOAD; place < size; place++) {
    if (bytes[place] != filler(place)) return 0;
  }
  return 1;
}

#endif
