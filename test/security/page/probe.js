/** What the page's own script sees and what the browser reports against it. Read by the security tests. */
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  globalThis.violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI });
});
globalThis.scriptFromFileRan = true;

/** Tried in the page's own stack: what a driver evaluates is exempt from the policy. */
function outcomeOf(attempt) {
  try {
    return String(attempt());
  } catch (error) {
    return error.name;
  }
}
globalThis.codeFromText = {
  evaluated: outcomeOf(() => Reflect.get(globalThis, 'eval')('1 + 1')),
  constructed: outcomeOf(() => Reflect.construct(Function, ['return 2'])()),
  timed: outcomeOf(() => setTimeout('globalThis.timedTextRan = true', 0)),
};
