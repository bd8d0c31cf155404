/**
 * The one engine that deploys, swaps and unloads. {@link io.nmr.deploy.engine.Engine} comes first.
 */
@NullMarked
package io.nmr.deploy.engine;

import org.jspecify.annotations.NullMarked;
