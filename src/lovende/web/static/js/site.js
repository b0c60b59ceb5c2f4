/** What every page does in the browser; nothing depends on it. */
