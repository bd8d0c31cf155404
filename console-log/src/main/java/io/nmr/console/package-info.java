/** Prints what a person at the console should see of the log. */
@NullMarked
package io.nmr.console;

import org.jspecify.annotations.NullMarked;
