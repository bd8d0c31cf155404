/** The names of the settings, and the meaning of their values. */
@NullMarked
package io.nmr.impl.settings;

import org.jspecify.annotations.NullMarked;
