namespace Compose.Emit.Graph;

/// <summary>What the artifact exports under <paramref name="Name"/>: an export of one instance.</summary>
internal readonly record struct CompositionExport(string Name, Node Node, int Export);
