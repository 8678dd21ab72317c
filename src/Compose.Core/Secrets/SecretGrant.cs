namespace Compose;

/// <summary>A secret that the plan lets an instance use, and how.</summary>
/// <param name="Name">The name the instance knows it by.</param>
/// <param name="Uri">Where it is.</param>
/// <param name="Uses">What the grants of the instance allow.</param>
public sealed record SecretGrant(string Name, string Uri, SecretUse Uses)
{
    /// <summary>Hosts to which it may be sent in a header: exact, or <c>*.example.com</c>; none where it may not.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}
