namespace Compose.Distribution.Packages;

/// <summary>The registry of a package: a host as people name it, and where its artifacts lie.</summary>
/// <param name="Name">The host by which lock files name it: <c>wasi.dev</c>.</param>
/// <param name="Host">The OCI registry: <c>ghcr.io</c>.</param>
/// <param name="Prefix">What stands before <c>namespace/name</c> there: <c>webassembly/</c>; may be empty.</param>
public sealed record PackageRegistry(string Name, string Host, string Prefix);
