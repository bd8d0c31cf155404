/**
 * The fault matrix: what can go wrong in a module, where, and when. The enumeration alone, of the
 * JDK's types only: what needs no framework is run here in the core's tests, what needs bundles in
 * those of the integration.
 */
package io.nmr.faults;
