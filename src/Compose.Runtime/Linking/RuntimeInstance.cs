using System.Diagnostics.CodeAnalysis;

namespace Compose.Runtime.Linking;

/// <summary>
/// An instance as definitions see it: items by export name. Items are <see cref="RuntimeFunction"/>,
/// <see cref="Resources.ResourceType"/>, <see cref="RuntimeInstance"/>, <see cref="ComponentClosure"/> or a core module;
/// types that are no resources are not kept.
/// </summary>
internal abstract class RuntimeInstance
{
    /// <summary>The item of an export, or false where there is none.</summary>
    public abstract bool TryGet(string name, [NotNullWhen(true)] out object? item);
}
