namespace Compose.Distribution.Packages;

/// <summary>A package in <c>wkg.lock</c>.</summary>
/// <param name="Name"><c>namespace:name</c>.</param>
/// <param name="Registry">The registry's name; null where it is not said.</param>
/// <param name="Requirement">What was asked for: <c>=0.2.0</c>.</param>
/// <param name="Version">What was found.</param>
/// <param name="Digest">SHA-256 of the content.</param>
public sealed record LockedPackage(string Name, string? Registry, string Requirement, string Version, Digest Digest);
