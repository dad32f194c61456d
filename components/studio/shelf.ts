import type { Account } from './account.js';

/** Accounts that can be gone back to, with the open one. */
const MOST = 8;

/** Every file that was opened, in order, and which of them lies open. */
export class Shelf {
  #accounts: readonly Account[] = [];
  #at = -1;

  /** The account that lies open. */
  get open(): Account | undefined {
    return this.#accounts[this.#at];
  }

  /** The one that was opened before it. */
  get before(): Account | undefined {
    return this.#accounts[this.#at - 1];
  }

  /** The one that was opened after it. */
  get after(): Account | undefined {
    return this.#accounts[this.#at + 1];
  }

  /** Puts another account behind the open one, and opens it. Of those behind, models are not lost. */
  add(account: Account): void {
    const before = this.#accounts.slice(0, this.#at + 1).slice(1 - MOST);
    const after = this.#accounts.slice(this.#at + 1);
    const kept = after.filter(({ trainings }) => trainings.length > 0);
    this.#accounts = [...before, account, ...kept];
    this.#at = before.length;
  }

  /** Replaces the open account by how it stands now. */
  replace(account: Account): void {
    this.#accounts = this.#accounts.map((each, i) => (i === this.#at ? account : each));
  }

  /** Opens another account in place of the open one. */
  turnTo(account: Account): void {
    const at = this.#accounts.indexOf(account);
    if (at >= 0) this.#at = at;
  }
}
