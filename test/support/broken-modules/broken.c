/*
 * A PKCS#11 module that behaves like SoftHSM except for one fault. BROKEN_BASE names the real module, BROKEN_HOW the fault,
 * or the file BROKEN_HOW_FILE, which may change while the module is loaded.
 * Every C_Login is noted as one line in the file BROKEN_LOG, and before it whether the variable that BROKEN_WATCHED names reached the module. The file BROKEN_ANSWER names a function and the value that it returns from now
 * on instead of doing its work ("C_Sign 50").
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <pkcs11/pkcs11.h>

static CK_FUNCTION_LIST_PTR base;
static CK_FUNCTION_LIST list;

static int how(const char *fault) {
  const char *path = getenv("BROKEN_HOW_FILE");
  const char *chosen = getenv("BROKEN_HOW");
  char word[64];
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  if (file != NULL) {
    if (fscanf(file, "%63s", word) == 1) chosen = word;
    fclose(file);
  }
  return chosen != NULL && strcmp(chosen, fault) == 0;
}

static void hang(void) {
  for (;;) pause();
}

static void note(const char *line) {
  const char *path = getenv("BROKEN_LOG");
  FILE *log = path == NULL ? NULL : fopen(path, "a");
  if (log == NULL) return;
  fprintf(log, "%s\n", line);
  fclose(log);
}

static int told(const char *function, CK_RV *value) {
  const char *path = getenv("BROKEN_ANSWER");
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  char name[64];
  int is_told = file != NULL && fscanf(file, "%63s %lu", name, value) == 2 && strcmp(name, function) == 0;
  if (file != NULL) fclose(file);
  return is_told;
}

static CK_RV initialize(CK_VOID_PTR args) {
  if (how("crash-at-load")) raise(SIGSEGV);
  if (how("exit-at-load")) _exit(3);
  if (how("hang-at-load")) hang();
  if (how("print")) {
    char noise[1 << 16];
    memset(noise, 'x', sizeof noise);
    if (write(1, noise, sizeof noise) < 0 || write(2, noise, sizeof noise) < 0) note("could not print");
  }
  if (how("cannot-lock") && args != NULL && ((CK_C_INITIALIZE_ARGS_PTR)args)->flags != 0) return CKR_CANT_LOCK;
  CK_RV rv;
  if (told("C_Initialize", &rv)) return rv;
  return base->C_Initialize(args);
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  CK_RV rv = base->C_GetTokenInfo(slot, info);
  if (rv != CKR_OK) return rv;
  if (how("unreadable")) return CKR_TOKEN_NOT_RECOGNIZED;
  if (how("locked")) info->flags |= CKF_USER_PIN_LOCKED;
  if (how("no-pin")) info->flags &= ~(CK_FLAGS)CKF_USER_PIN_INITIALIZED;
  if (how("final-try")) info->flags |= CKF_USER_PIN_FINAL_TRY;
  if (how("count-low")) info->flags |= CKF_USER_PIN_COUNT_LOW;
  if (how("to-be-changed")) info->flags |= CKF_USER_PIN_TO_BE_CHANGED;
  if (how("last-change")) info->flags |= CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_TO_BE_CHANGED;
  if (how("so-final-try")) info->flags |= CKF_SO_PIN_FINAL_TRY;
  if (how("one-session")) info->ulMaxSessionCount = 1;
  if (how("so-locked")) info->flags |= CKF_SO_PIN_LOCKED;
  if (how("pin-pad") || how("pin-pad-waits")) info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
  return CKR_OK;
}

static CK_RV slot_list(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  if (how("leak")) {
    size_t size = (size_t)400 << 20;
    /* Kept where the compiler must believe that somebody looks. */
    static char *volatile kept;
    kept = malloc(size);
    if (kept != NULL) memset(kept, 1, size);
  }
  if (how("hang-at-slots")) {
    note("C_GetSlotList hangs");
    hang();
  }
  CK_RV rv;
  if (told("C_GetSlotList", &rv)) return rv;
  if (how("no-slots")) {
    *count = 0;
    return CKR_OK;
  }
  return base->C_GetSlotList(present, slots, count);
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR session) {
  CK_RV rv;
  if (told("C_OpenSession", &rv)) return rv;
  return base->C_OpenSession(slot, flags, application, notify, session);
}

static CK_RV mechanism_list(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR types, CK_ULONG_PTR count) {
  CK_RV rv = base->C_GetMechanismList(slot, types, count);
  if (rv != CKR_OK || types == NULL) return rv;
  for (CK_ULONG i = 0; i < *count; i++) {
    if (how("hashing-only") && (types[i] == CKM_RSA_PKCS || types[i] == CKM_RSA_PKCS_PSS)) types[i] = CKM_AES_ECB;
    if (how("no-mechanism")) types[i] = CKM_AES_ECB;
  }
  return CKR_OK;
}

static int types_itself(void) {
  return how("pin-pad") || how("own-window");
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  const char *watched = getenv("BROKEN_WATCHED");
  if (watched != NULL && getenv(watched) != NULL) note("the environment tells a secret");
  char line[64];
  snprintf(line, sizeof line, "C_Login user=%lu length=%lu%s", user, length, pin == NULL ? " at the reader" : "");
  note(line);
  if (how("hang-at-login") || how("pin-pad-waits")) hang();
  CK_RV rv;
  if (told("C_Login", &rv)) return rv;
  if (how("pin-locked-now")) return CKR_PIN_LOCKED;
  if (types_itself() && pin == NULL && user == CKU_SO) return base->C_Login(session, user, (CK_UTF8CHAR_PTR) "87654321", 8);
  if (types_itself() && pin == NULL) return base->C_Login(session, user, (CK_UTF8CHAR_PTR) "123456", 6);
  return base->C_Login(session, user, pin, length);
}

static CK_RV set_pin(CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR old, CK_ULONG old_length, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  CK_RV rv;
  note(old == NULL && pin == NULL ? "C_SetPIN at the reader" : "C_SetPIN");
  if (how("pin-pad-waits")) hang();
  if (told("C_SetPIN", &rv)) return rv;
  if (types_itself() && pin == NULL) return base->C_SetPIN(session, (CK_UTF8CHAR_PTR) "123456", 6, (CK_UTF8CHAR_PTR) "123456", 6);
  return base->C_SetPIN(session, old, old_length, pin, length);
}

static CK_RV init_pin(CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  CK_RV rv;
  note(pin == NULL ? "C_InitPIN at the reader" : "C_InitPIN");
  if (told("C_InitPIN", &rv)) return rv;
  if (types_itself() && pin == NULL) return base->C_InitPIN(session, (CK_UTF8CHAR_PTR) "123456", 6);
  return base->C_InitPIN(session, pin, length);
}

/* A token on which there is room for three more objects from the moment on when it is full. */
static CK_RV create_object(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE_PTR object) {
  static int created;
  CK_RV rv;
  if (told("C_CreateObject", &rv)) return rv;
  if (!how("full")) created = 0;
  else if (created++ >= 3) return CKR_DEVICE_MEMORY;
  return base->C_CreateObject(session, template, count, object);
}

static CK_RV destroy_object(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  CK_RV rv;
  if (told("C_DestroyObject", &rv)) return rv;
  return base->C_DestroyObject(session, object);
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  CK_RV rv;
  if (told("C_SignInit", &rv)) return rv;
  return base->C_SignInit(session, mechanism, key);
}

/* Whether two signatures are asked for at the same time; "meet" waits until they are. */
static CK_RV met(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR out, CK_ULONG_PTR out_length) {
  static int inside;
  int most = how("meet") ? 500 : 5;
  int two = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST) > 1;
  for (int i = 0; i < most && !two; i++) {
    usleep(10000);
    two = __atomic_load_n(&inside, __ATOMIC_SEQ_CST) > 1;
  }
  note(two ? "two at a time" : "alone");
  CK_RV rv = base->C_Sign(session, data, length, out, out_length);
  if (two) usleep(20000);
  __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
  return rv;
}

static CK_RV slot_info(CK_SLOT_ID slot, CK_SLOT_INFO_PTR info) {
  CK_RV rv = base->C_GetSlotInfo(slot, info);
  if (rv == CKR_OK && how("removable")) info->flags |= CKF_REMOVABLE_DEVICE;
  return rv;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR out, CK_ULONG_PTR out_length) {
  if (how("crash-at-sign")) raise(SIGSEGV);
  if (how("hang-at-sign")) hang();
  if (how("pulled-out")) return CKR_DEVICE_REMOVED;
  if (how("meet") || how("removable") || how("one-session") || how("cannot-lock")) return met(session, data, length, out, out_length);
  if (how("vendor-error")) return CKR_VENDOR_DEFINED | 0x1234;
  if (how("unknown-error")) return 0x777;
  CK_RV rv;
  if (told("C_Sign", &rv)) {
    CK_BYTE unseen[1024];
    CK_ULONG unseen_length = sizeof unseen;
    base->C_Sign(session, data, length, unseen, &unseen_length);
    return rv;
  }
  rv = base->C_Sign(session, data, length, out, out_length);
  if (how("garbage") && rv == CKR_OK) out[0] ^= 1;
  return rv;
}

static CK_RV generate_key_pair(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR public_template, CK_ULONG public_count,
                               CK_ATTRIBUTE_PTR private_template, CK_ULONG private_count, CK_OBJECT_HANDLE_PTR public_key,
                               CK_OBJECT_HANDLE_PTR private_key) {
  CK_RV rv;
  if (told("C_GenerateKeyPair", &rv)) return rv;
  return base->C_GenerateKeyPair(session, mechanism, public_template, public_count, private_template, private_count, public_key, private_key);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR result) {
  if (how("hang-in-function-list")) hang();
  const char *path = getenv("BROKEN_BASE");
  void *library = path == NULL ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get = library == NULL ? NULL : (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  if (get == NULL || get(&base) != CKR_OK) return CKR_GENERAL_ERROR;
  list = *base;
  list.C_Initialize = initialize;
  list.C_GetSlotInfo = slot_info;
  list.C_GetTokenInfo = token_info;
  list.C_GetMechanismList = mechanism_list;
  list.C_GetSlotList = slot_list;
  list.C_OpenSession = open_session;
  list.C_Login = login;
  list.C_SetPIN = set_pin;
  list.C_InitPIN = init_pin;
  list.C_CreateObject = create_object;
  list.C_DestroyObject = destroy_object;
  list.C_SignInit = sign_init;
  list.C_Sign = sign;
  list.C_GenerateKeyPair = generate_key_pair;
  *result = &list;
  return CKR_OK;
}
