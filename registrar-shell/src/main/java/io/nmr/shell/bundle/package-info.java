/** Bundles found, unloaded and swapped, with the registrar to tell how far it is. */
@NullMarked
package io.nmr.shell.bundle;

import org.jspecify.annotations.NullMarked;
