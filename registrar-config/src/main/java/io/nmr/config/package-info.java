/** The registrar's settings from Config Admin, written against {@code io.nmr.runtime} alone. */
@NullMarked
package io.nmr.config;

import org.jspecify.annotations.NullMarked;
