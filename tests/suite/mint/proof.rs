//! The proof that comes before anything is written: whatever an edit would spoil is found.

use rungs::mint::{Minted, Unproven, mint, prove};

use super::{LADDER, content, project};

const TEXT: &str = "name: One
summary: 'Summary'
sections:
  items:
    l1:
      - Asks
      - text: Tells
        examples: [one]
        id: bbbb1
  turn:
    l1:
      from: Here
      to: There
";

/// What the proof says of the minted text with `from` become `to`.
fn proof(from: &str, to: &str) -> Result<(), Unproven> {
    let mut project = project(LADDER, &[("one.yaml", TEXT)]);
    let content = content(&mut project);
    let mut minted = mint(&project, &content, &[]);
    let [Minted { text, .. }] = &mut minted[..] else { panic!("{minted:?}") };
    assert!(text.contains(from), "{text}");
    *text = text.replacen(from, to, 1);
    prove(&project, &content, &minted)
}

fn changed(line: usize) -> Result<(), Unproven> {
    Err(Unproven::Changed { path: "content/competencies/one.yaml".to_owned(), line })
}

#[test]
fn only_a_text_that_says_the_same_with_all_its_ids_is_proved() {
    assert_eq!(proof("name", "name"), Ok(()));
    assert_eq!(proof("- Asks", "- Asked"), changed(6));
    assert_eq!(proof("from: Here", "from: 'Here '"), Ok(()), "the notation is not what is proved");
    assert_eq!(proof("from: Here", "from: There"), changed(12));
    assert_eq!(proof("[one]", "[two]"), changed(8));
    assert_eq!(proof("'Summary'", "Short"), changed(2));
    assert_eq!(proof("        id: bbbb1\n", "        id: cccc1\n"), changed(9));
    assert_eq!(proof("        id: bbbb1\n", ""), changed(9));
    assert_eq!(proof("There\n      id: ", "There\n      # id: "), changed(12));
    assert_eq!(proof("    l1:\n      from", "    l2:\n      from"), changed(12));
    assert_eq!(proof("  turn:", "      - More {#cccc1}\n  turn:"), changed(12));
    let broken = |text: &str| matches!(proof("- Asks", text), Err(Unproven::Broken { .. }));
    assert!(broken("- 'Asks") && broken("- Asks {#bbbb1}\n      - Asks"));
    assert_eq!(proof("    l1:\n      from", "    l1:\n      note: N\n      from"), Err(Unproven::Lost));
}

// A fault of the tool is told as one, and with its place.
#[test]
fn the_proof_says_where() {
    let told = proof("- Asks", "- Asked").unwrap_err().to_string();
    let place = "an id would change the statement in line 6 of `content/competencies/one.yaml`. ";
    assert_eq!(told, format!("{place}This is a fault of rungs and not of your files; nothing was written"));
}
