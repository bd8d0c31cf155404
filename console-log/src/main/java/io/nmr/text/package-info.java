/** Text that is safe to print; copied into each bundle that prints what modules say. */
@NullMarked
package io.nmr.text;

import org.jspecify.annotations.NullMarked;
