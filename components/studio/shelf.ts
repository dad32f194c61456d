import type { Account } from './account.js';

/** Accounts that are kept: the oldest makes room for another one. */
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

  /** Puts another account behind all others, and opens it. */
  add(account: Account): void {
    this.#accounts = [...this.#accounts, account].slice(-MOST);
    this.#at = this.#accounts.length - 1;
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
