/* A libpcsclite.so.1 with a hundred readers, of odd names and with odd cards in them, that come and go while they are asked about. */
#include <stdio.h>
#include <string.h>

#define READERS 100
#define NAME 24
#define UNKNOWN_READER 0x80100009L
#define INSUFFICIENT_BUFFER 0x80100008L
#define STATE_PRESENT 0x20

typedef struct {
  const char *reader;
  void *data;
  unsigned long current, event, atr_length;
  unsigned char atr[33];
} reader_state;

static unsigned long lists, looks;

/* Unlike each other, no UTF-8, with an escape sequence. */
static void name_of(int index, char *name) {
  snprintf(name, NAME, "R\xe4\x1b[2J %d", index);
}

long SCardEstablishContext(unsigned long scope, const void *a, const void *b, long *context) {
  *context = 1;
  return 0;
}

long SCardReleaseContext(long context) { return 0; }

long SCardListReaders(long context, const char *groups, char *list, unsigned long *length) {
  char all[READERS * NAME + 1];
  unsigned long end = 0;
  for (int i = 0; i < READERS; i++) {
    name_of(i, all + end);
    end += strlen(all + end) + 1;
  }
  all[end++] = 0;
  /* The first time one more has come between the two calls. */
  if (list != NULL && lists++ == 0) return INSUFFICIENT_BUFFER;
  if (list != NULL && *length < end) return INSUFFICIENT_BUFFER;
  if (list != NULL) memcpy(list, all, end);
  *length = end;
  return 0;
}

long SCardGetStatusChange(long context, unsigned long patience, reader_state *states, unsigned long count) {
  char name[NAME];
  /* The first time one has gone since the list was made. */
  if (looks++ == 0) return UNKNOWN_READER;
  for (unsigned long i = 0; i < count; i++) {
    name_of((int)i, name);
    if (strcmp(states[i].reader, name) != 0) return UNKNOWN_READER;
    states[i].event = 0xffff0000UL | STATE_PRESENT;
    /* Longer than any, none at all, and as it should be. */
    states[i].atr_length = i % 3 == 0 ? 0xffffffffffffffffUL : i % 3 == 1 ? 0 : 2;
    memset(states[i].atr, 0x3b, sizeof states[i].atr);
  }
  return 0;
}

long SCardConnect(long context, const char *reader, unsigned long mode, unsigned long protocols, long *card,
                  unsigned long *protocol) {
  *card = 1;
  return 0;
}

/* Tells of more features than there is room for, each longer than all. */
long SCardControl(long card, unsigned long code, const void *in, unsigned long in_length, void *out,
                  unsigned long out_length, unsigned long *length) {
  memset(out, 0xff, out_length);
  *length = 0x7fffffffUL;
  return 0;
}

long SCardDisconnect(long card, unsigned long disposition) { return 0; }
