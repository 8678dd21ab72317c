namespace Compose.Wasm.Components;

/// <summary>What has index spaces of its own.</summary>
internal enum ScopeKind
{
    Component,
    ComponentType,
    InstanceType,
}
