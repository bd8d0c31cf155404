/** Text for people; copied into each bundle that prints what modules say. */
@NullMarked
package io.nmr.text;

import org.jspecify.annotations.NullMarked;
