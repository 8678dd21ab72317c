namespace Compose.Capabilities;

/// <summary>Whose an import of an artifact is: the interface, and the instance of the plan it was made for; null for a shared one.</summary>
public readonly record struct CompositionImport(CapabilityName Interface, NodeCapabilities? Node);
