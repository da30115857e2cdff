/** Changes as the catalog takes them: it forgets what is undefined; over a wire that is null. */

type Forgetting<T> = { [K in keyof T]: Exclude<T[K], null> | undefined };

export function forgetting<T extends object>(changes: T): Forgetting<T> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value === null ? undefined : value]),
  ) as Forgetting<T>;
}
