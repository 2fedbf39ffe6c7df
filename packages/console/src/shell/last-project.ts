/** The project that was open last in this browser, for the next visit. */
const key = 'sluice.project';

export function rememberProject(name: string): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // Storage is full or forbidden.
  }
}

/** The last one that is still there, or the first one. */
export function preferredProject<Each extends { readonly name: string }>(projects: readonly Each[]): Each | undefined {
  const last = localStorage.getItem(key);
  return projects.find(({ name }) => name === last) ?? projects[0];
}
