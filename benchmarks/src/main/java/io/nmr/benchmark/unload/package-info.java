/** How long a bundle's stop takes, and how long after the last call it ends. */
@NullMarked
package io.nmr.benchmark.unload;

import org.jspecify.annotations.NullMarked;
