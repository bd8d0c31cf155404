/** The messages of a bundle and where they go; copied into each bundle that logs. */
@NullMarked
package io.nmr.log;

import org.jspecify.annotations.NullMarked;
