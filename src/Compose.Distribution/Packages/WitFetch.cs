using Compose.Wit;
using Compose.Wit.Loading;

namespace Compose.Distribution.Packages;

/// <summary>What fetching dependencies came to. Nothing is written yet.</summary>
/// <param name="Files">By path below the WIT folder: <c>deps/wasi-io-0.2.0/package.wit</c>.</param>
/// <param name="Lock">The lock file that holds what was used.</param>
/// <param name="Fetched">Packages, with where each came from.</param>
public sealed record WitFetch(IReadOnlyList<WitFile> Files, WkgLock Lock, IReadOnlyList<(PackageName Package, string From)> Fetched);
