namespace Compose.Runtime;

/// <summary>One function that one component instance calls of another: an edge of the running composition.</summary>
/// <param name="Consumer">The instance that calls.</param>
/// <param name="Provider">The instance whose function is called.</param>
/// <param name="Function">As the provider exports it: <c>interface@version#function</c>, or a plain name.</param>
public sealed record Wire(InstancePath Consumer, InstancePath Provider, string Function)
{
    /// <summary>The interface with its version, or the plain name.</summary>
    public string Export => Function.LastIndexOf('#') is >= 0 and var hash ? Function[..hash] : Function;
}
