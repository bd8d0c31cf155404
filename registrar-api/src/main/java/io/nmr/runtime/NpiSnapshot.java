package io.nmr.runtime;

import java.util.List;

/**
 * One NPI, that is, an id with one set of dispatch classes. The same id with other classes is
 * another NPI.
 *
 * @param id the NPIID
 * @param providerDispatch the name of the provider's dispatch type
 * @param clientDispatch the name of the client's dispatch type
 * @param exporter the bundle that the provider's dispatch type comes from
 * @param providers how many providers are registered
 * @param clients how many clients are registered
 * @param conflictsWith the exporters of other dispatch classes with the same id, whose modules are
 *     never offered to modules of this NPI
 */
public record NpiSnapshot(
    String id,
    String providerDispatch,
    String clientDispatch,
    String exporter,
    int providers,
    int clients,
    List<String> conflictsWith) {}
