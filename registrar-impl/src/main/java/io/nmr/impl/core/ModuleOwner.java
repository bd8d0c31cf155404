package io.nmr.impl.core;

import io.nmr.ModuleId;

/**
 * Whose registrations are: a bundle, or a module of a plain JVM. Two registrations of one owner are
 * each other's self (R5).
 *
 * @param name what messages call it
 * @param id the bundle's id; -1 outside OSGi
 * @param moduleId what its registrations are called where they give no id of their own
 */
public record ModuleOwner(String name, long id, ModuleId moduleId) {}
