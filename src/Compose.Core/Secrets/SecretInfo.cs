namespace Compose;

/// <summary>What may be told of a secret without its value.</summary>
/// <param name="Name">The name under which the instance knows it.</param>
/// <param name="Backend">The scheme of the backend.</param>
/// <param name="Uses">What the instance may do with it.</param>
/// <param name="Expires">When the token ends.</param>
public sealed record SecretInfo(string Name, string Backend, SecretUse Uses, DateTimeOffset Expires);
