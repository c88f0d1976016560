//! `container-image-exposure`: a Banqup secret becomes part of an image, where everyone who can pull it can read it.
//!
//! Contract: build arguments and variables stay in an image's history with or without a value, so their name is enough.
//! What a container gets when it starts (`environment`, `env_file`, mounted secrets) is no part of the image.

mod build_arguments;
mod image_file;
mod mounted;
mod recipe;
mod stored_file;

use super::document;
use super::remark::one_a_line;
use super::{LARGEST, Page, Remark};
use crate::guidance::language::DOCUMENTS;

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if page.text().len() > LARGEST || !page.is_about_vendor() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if image_file::is_one(page) {
        found.extend(image_file::remarks(page));
    }
    if page.is_in(DOCUMENTS) {
        let documents = document::yaml(page.text()).unwrap_or_default();
        documents.iter().for_each(|node| found.extend(build_arguments::in_document(page, node)));
    }
    found.extend(build_arguments::in_text(page));
    found.extend(recipe::remarks(page));
    one_a_line(page, found)
}
