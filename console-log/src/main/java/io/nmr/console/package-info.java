/** The OSGi log, as far as a person at the console should see it. */
@NullMarked
package io.nmr.console;

import org.jspecify.annotations.NullMarked;
