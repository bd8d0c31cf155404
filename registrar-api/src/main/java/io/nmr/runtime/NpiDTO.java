package io.nmr.runtime;

import java.util.List;

/**
 * One NPI: an id with one class space of dispatch types.
 *
 * @param id the NPIID
 * @param providerDispatch name of the provider's dispatch type
 * @param clientDispatch name of the client's dispatch type
 * @param exporter the bundle that the provider's dispatch type comes from
 * @param providers how many are registered
 * @param clients how many are registered
 * @param conflictsWith exporters of other dispatch types under the same id, whose modules are never
 *     offered to these
 */
public record NpiDTO(
    String id,
    String providerDispatch,
    String clientDispatch,
    String exporter,
    int providers,
    int clients,
    List<String> conflictsWith) {}
