// @ts-check
// A browser carries the fragment of an address over a redirect to this page, but does not send it to the server: so it
// joins the address that signing in leads back to.

const next = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=next]"));
if (next && location.hash && !next.value.includes("#")) next.value += location.hash;

const provider = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-provider]"));
if (next && provider) {
  const address = new URL(provider.href);
  address.searchParams.set("next", next.value);
  provider.href = address.href;
}
