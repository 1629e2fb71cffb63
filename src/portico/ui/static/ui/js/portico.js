/* Small behaviours, one file each, all found by data- attributes. Nothing here is needed to read a page. */
import "./reveal.js";
