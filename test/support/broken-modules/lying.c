/*
 * A PKCS#11 module that stands on SoftHSM and tells lies, as a hostile card or its software would. LYING_BASE names the real module, the
 * file LYING_HOW the lie, which may change while the module is loaded.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <pkcs11/pkcs11.h>

/* More than there is room for. */
#define MANY 100000000UL

static CK_FUNCTION_LIST_PTR base;
static CK_FUNCTION_LIST list;

static int how(const char *lie) {
  const char *path = getenv("LYING_HOW");
  char word[64] = "";
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  if (file == NULL) return 0;
  int is_it = fscanf(file, "%63s", word) == 1 && strcmp(word, lie) == 0;
  fclose(file);
  return is_it;
}

static void hang(void) {
  for (;;) pause();
}

/* To the line through which the host is asked. */
static void write_there(const void *bytes, size_t size) {
  if (write(3, bytes, size) < 0) _exit(9);
}

static CK_RV initialize(CK_VOID_PTR args) {
  CK_RV rv = base->C_Initialize(args);
  if (how("meddles")) {
    if (chdir("/") != 0) return CKR_GENERAL_ERROR;
    umask(0777);
    setlocale(LC_ALL, "");
    for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
    atexit(hang);
  }
  return rv;
}

static CK_RV slot_list(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  if (how("writes-noise")) write_there("this is what a program prints", 29);
  if (how("writes-null")) write_there("\3\0\0\0\xff\x0f\x30", 7);
  if (how("closes-line")) close(3);
  if (how("many-slots")) {
    if (slots != NULL) {
      for (CK_ULONG i = 0; i < *count; i++) slots[i] = i;
    }
    *count = 5000;
    return CKR_OK;
  }
  return base->C_GetSlotList(present, slots, count);
}

static void pad(CK_UTF8CHAR *field, size_t size, const char *text) {
  memset(field, ' ', size);
  memcpy(field, text, strlen(text));
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  CK_RV rv = base->C_GetTokenInfo(slot, info);
  if (rv != CKR_OK) return rv;
  if (how("odd-names")) {
    pad(info->label, sizeof info->label, "Al\x1b[2Jice\xe2\x80\xae\n\xff\xfe");
    memset(info->manufacturerID, 0xff, sizeof info->manufacturerID);
    memset(info->serialNumber, 'S', sizeof info->serialNumber);
  }
  if (how("one-name")) {
    pad(info->label, sizeof info->label, "Alice");
    pad(info->serialNumber, sizeof info->serialNumber, "1");
  }
  if (how("other-serial")) pad(info->serialNumber, sizeof info->serialNumber, "another");
  return CKR_OK;
}

static CK_RV attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  if (object == MANY) return CKR_OBJECT_HANDLE_INVALID;
  int is_second = template->pValue != NULL;
  if (how("large-values") && template->type == CKA_VALUE) {
    template->ulValueLen = 8 << 20;
    if (is_second) memset(template->pValue, 'x', template->ulValueLen);
    return CKR_OK;
  }
  if (how("no-values")) {
    template->ulValueLen = CK_UNAVAILABLE_INFORMATION;
    return CKR_OK;
  }
  CK_RV rv = base->C_GetAttributeValue(session, object, template, count);
  if (how("values-that-grow") && is_second && rv == CKR_OK) template->ulValueLen += MANY;
  return rv;
}

static CK_RV find_objects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE_PTR found, CK_ULONG room, CK_ULONG_PTR count) {
  CK_RV rv = base->C_FindObjects(session, found, room, count);
  CK_SESSION_INFO info;
  if (rv != CKR_OK || !how("many-objects") || base->C_GetSessionInfo(session, &info) != CKR_OK) return rv;
  /* One token is enough. */
  static CK_SLOT_ID only;
  if (only == 0) only = info.slotID;
  if (info.slotID != only) return rv;
  for (; *count < room; *count += 1) found[*count] = MANY;
  return CKR_OK;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  if (how("any-pin")) return CKR_OK;
  return base->C_Login(session, user, pin, length);
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  if (how("other-key")) {
    CK_OBJECT_CLASS private = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE wanted = {CKA_CLASS, &private, sizeof private};
    CK_OBJECT_HANDLE found[8];
    CK_ULONG count = 0;
    base->C_FindObjectsInit(session, &wanted, 1);
    base->C_FindObjects(session, found, 8, &count);
    base->C_FindObjectsFinal(session);
    for (CK_ULONG i = 0; i < count; i++) {
      if (found[i] != key) return base->C_SignInit(session, mechanism, found[i]);
    }
  }
  return base->C_SignInit(session, mechanism, key);
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR out, CK_ULONG_PTR out_length) {
  static CK_BYTE before[1024];
  static CK_ULONG before_length;
  CK_ULONG room = *out_length;
  if (how("aborts")) abort();
  if (how("exits")) exit(0);
  if (how("other-data")) data[length - 1] ^= 1;
  CK_RV rv = base->C_Sign(session, data, length, out, out_length);
  if (rv != CKR_OK) return rv;
  if (how("no-signature")) *out_length = 0;
  if (how("short-signature")) *out_length -= 1;
  if (how("long-signature")) *out_length += MANY;
  if (how("zeros")) memset(out, 0, *out_length);
  if (how("old-signature") && before_length > 0 && before_length <= room) memcpy(out, before, *out_length = before_length);
  else if (*out_length <= sizeof before) memcpy(before, out, before_length = *out_length);
  return CKR_OK;
}

static CK_RV generate_key_pair(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR public_template, CK_ULONG public_count,
                               CK_ATTRIBUTE_PTR private_template, CK_ULONG private_count, CK_OBJECT_HANDLE_PTR public_key,
                               CK_OBJECT_HANDLE_PTR private_key) {
  for (CK_ULONG i = 0; how("weak-key") && i < public_count; i++) {
    if (public_template[i].type == CKA_MODULUS_BITS) *(CK_ULONG *)public_template[i].pValue = 1024;
  }
  return base->C_GenerateKeyPair(session, mechanism, public_template, public_count, private_template, private_count, public_key, private_key);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR result) {
  const char *path = getenv("LYING_BASE");
  void *library = path == NULL ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get = library == NULL ? NULL : (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  if (get == NULL || get(&base) != CKR_OK) return CKR_GENERAL_ERROR;
  list = *base;
  list.C_Initialize = initialize;
  list.C_GetSlotList = slot_list;
  list.C_GetTokenInfo = token_info;
  list.C_GetAttributeValue = attribute;
  list.C_FindObjects = find_objects;
  list.C_Login = login;
  list.C_SignInit = sign_init;
  list.C_Sign = sign;
  list.C_GenerateKeyPair = generate_key_pair;
  *result = &list;
  return CKR_OK;
}
