/** PKCS#11 return values, each with its own name (PKCS#11 v3.1, 5.2). Completed by the table of src-main/tokens. */
export type CkrCode = `CKR_${string}`;
