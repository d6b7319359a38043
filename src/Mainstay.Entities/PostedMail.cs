using Mainstay.Contracts;

namespace Mainstay.Entities;

/// <summary>A letter and whom it is for.</summary>
/// <param name="To">The receiving entity.</param>
/// <param name="Letter">What is written.</param>
public readonly record struct PostedMail(EntityKey To, Letter Letter);
