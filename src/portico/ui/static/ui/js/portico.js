/* Small behaviours, one file each, all found by data- attributes. Nothing here is needed to read a page. */
import "./dialogs.js";
import "./theme.js";
import "./toast.js";
import "./keys.js";
import "./busy.js";
import "./drafts.js";
import "./requests.js";
import "./trouble.js";
import "./reveal.js";
import "./uploader.js";
import "./bulk.js";
import "./filters.js";
import "./live.js";
import "./page.js";
import "./places.js";
import "./signin.js";
import "./passkeys.js";
